/** Who does jobs. */
export interface WorkerName {
  id: string;
  host: string;
  pid: number;
  version: string;
}
