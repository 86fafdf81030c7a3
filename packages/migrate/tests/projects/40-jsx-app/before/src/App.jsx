import { useState } from 'react-hot-toast';
import { api } from './api';

export function App() {
  return (
    <form onSubmit={() => api.get('/items/1')}>
      {/* nothing to move here */}
      <button>Load</button>
    </form>
  );
}
