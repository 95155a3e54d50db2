'use client';
import { useEffect, useState } from 'react';
import { probe } from '../probe.mjs';

export default function Page() {
  const [answer, setAnswer] = useState();
  useEffect(() => {
    fetch('/scan.txt')
      .then((response) => response.text())
      .then(probe)
      .then(setAnswer);
  }, []);
  return <pre id="report">{answer && JSON.stringify(answer)}</pre>;
}
