'use client';

import { useEffect } from 'react';
import { figures } from '../../figures.js';
import { show } from '../../page.js';

export default function Page() {
  useEffect(() => show(figures()), []);
  return <p>client</p>;
}
