/** The editor's background workers, each a file of our own origin. */

/** File names by label, put in by the bundler. */
declare const WORKER_FILES: Readonly<Record<string, string>>

export function createWorker(label: string, filesUrl: URL): Worker {
  const file = WORKER_FILES[label]
  if (file === undefined) throw new Error(`The bundle has no worker "${label}".`)
  return new Worker(new URL(file, filesUrl))
}
