import { start } from '../frame/start.js';
import '../styles/account.css';
import { Account } from './account.js';

await start(<Account />);
