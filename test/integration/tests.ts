import './activation.test.ts';
import './engineClient.test.ts';
import './manifests.test.ts';
import './package.test.ts';
import './settings.test.ts';
