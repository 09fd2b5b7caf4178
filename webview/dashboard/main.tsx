import { render } from 'preact';
import type { DashboardContract } from '../../src/protocol/dashboard.ts';
import { connectHost } from '../shared/host.ts';
import '../shared/theme.css';
import './dashboard.css';
import './narrow.css';
import { DashboardApp } from './dashboardApp.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
render(<DashboardApp host={connectHost<DashboardContract>()} />, root);
