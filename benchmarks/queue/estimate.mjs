/** A million studies, on paper: multiplied out of what was measured here. */
const STUDIES = 1_000_000;
const DAY = 86_400;
const CORES = 8;

export function estimate({ cost, measured, bytes, days }) {
  const [one] = measured;
  const perStudy = one['seconds of work for one'];
  const rate = STUDIES / (days * DAY);
  const cores = rate * perStudy;
  const machines = Math.ceil(cores / CORES);
  const busy = (rate * cost.perJob) / 1000;
  const megabits = (8 * bytes * rate) / 1e6;
  const figures = [
    `A million studies of ${(bytes / 1e6).toFixed(0)} MB in ${days} days, on paper:`,
    `  ${rate.toFixed(2)} studies a second, each ${perStudy} s of one core: ${Math.ceil(cores)} cores like these, all the time.`,
    `  Database: ${(cost.statements * rate).toFixed(1)} transactions a second for jobs, ${(100 * busy).toFixed(2)} % of one connection's time, and`,
    `  for signs of life, one every 12 s of each of ${machines} machines of ${CORES} cores. Its tables: ${((STUDIES * cost.bytesPerJob) / 1e9).toFixed(1)} GB.`,
    `  Network of the archive: ${megabits.toFixed(0)} Mbit/s out, all the time.`,
    `  ${firstToBreak({ busy, machines, megabits })}`,
  ];
  return figures.join('\n');
}

/** As databases and hospitals have them. */
const CONNECTIONS = 100;
const LINE = 1000;

function firstToBreak({ busy, machines, megabits }) {
  const limits = [
    [`the archive's line, where it is of ${LINE} Mbit/s`, megabits / LINE],
    [`${CONNECTIONS} connections of the database, 4 for each machine`, (4 * machines) / CONNECTIONS],
    ['the database, where it hands out one job after the other', busy],
  ].sort(([, a], [, b]) => b - a);
  const [[name, share]] = limits;
  return `First to break: ${name}, at ${(1 / share).toFixed(1)} times this rate.`;
}
