type Job = () => void;

const jobs = new Set<Job>();
let scheduled = false;

/** Runs a small job when the page has nothing better to do, unless the returned function is called first. Browser only. */
export function whenIdle(job: Job): () => void {
  jobs.add(job);
  schedule();
  return () => jobs.delete(job);
}

function schedule(): void {
  if (scheduled || jobs.size === 0) return;
  scheduled = true;
  if ("requestIdleCallback" in window) window.requestIdleCallback(runSome, { timeout: 500 });
  else setTimeout(runSome, 30);
}

/** A few milliseconds of jobs, so that no frame is missed. */
function runSome(): void {
  scheduled = false;
  const end = performance.now() + 4;
  for (const job of jobs) {
    if (performance.now() > end) break;
    jobs.delete(job);
    job();
  }
  schedule();
}
