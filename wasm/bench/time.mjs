/** The median of 21 batches, each at least 20 ms long, in microseconds for one call. */
export function time(work) {
  let calls = 1;
  const batch = () => {
    const start = process.hrtime.bigint();
    for (let index = 0; index < calls; index += 1) work(index);
    return Number(process.hrtime.bigint() - start) / 1e3;
  };
  while (batch() < 20_000) calls *= 2;
  const times = Array.from({ length: 21 }, () => batch() / calls).sort((a, b) => a - b);
  return times[10];
}
