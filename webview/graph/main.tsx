import { render } from 'preact';
import type { GraphContract } from '../../src/protocol/graph.ts';
import { connectHost } from '../shared/host.ts';
import '../shared/theme.css';
import './graph.css';
import './drawer.css';
import { GraphApp } from './graphApp.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
render(<GraphApp host={connectHost<GraphContract>()} />, root);
