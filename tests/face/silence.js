// Vite finds setup files of pages only within the root of the suite.
import '../silence.js';
