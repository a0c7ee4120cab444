import { start } from '../frame/start.js';
import '../styles/sections.css';
import { Console } from './console.js';

await start(<Console />);
