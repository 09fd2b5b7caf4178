import { render } from 'preact';
import type { ReviewContract } from '../../src/protocol/review.ts';
import { connectHost } from '../shared/host.ts';
import '../shared/theme.css';
import './review.css';
import './hunk.css';
import './choices.css';
import { ReviewApp } from './reviewApp.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
render(<ReviewApp host={connectHost<ReviewContract>()} />, root);
