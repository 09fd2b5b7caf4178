import './activation.test.ts';
import './chat.test.ts';
import './engineClient.test.ts';
import './manifests.test.ts';
import './package.test.ts';
import './languageServices.test.ts';
import './settings.test.ts';

// Last: it makes runs in the folder that is open.
import './leaks.test.ts';
