import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { loadLanguage, preferredLanguage } from './language/language.js';
import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/parts.css';
import './styles/sections.css';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the console.');
const texts = await loadLanguage(preferredLanguage());
createRoot(root).render(
  <StrictMode>
    <App first={texts} />
  </StrictMode>,
);
