import { render } from 'preact';

const root = document.getElementById('explorer');
if (root) render(<p>Entente</p>, root);
