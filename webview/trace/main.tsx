import { render } from 'preact';
import type { TraceContract } from '../../src/protocol/trace.ts';
import { connectHost } from '../shared/host.ts';
import '../shared/theme.css';
import '../shared/ansi.css';
import './trace.css';
import './detail.css';
import { TraceApp } from './traceApp.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
render(<TraceApp host={connectHost<TraceContract>()} />, root);
