import { render } from 'preact';
import type { CompareContract } from '../../src/protocol/compare.ts';
import { connectHost } from '../shared/host.ts';
import '../shared/theme.css';
import './compare.css';
import { CompareApp } from './compareApp.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
render(<CompareApp host={connectHost<CompareContract>()} />, root);
