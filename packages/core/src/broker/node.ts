/** A broker as clients know it: its number in its cluster, and where it can be reached. */
export interface Node {
  readonly clusterId: string
  readonly nodeId: number
  readonly rack: string | null
  /** Where clients are sent. It is known when the broker listens. */
  readonly host: string
  readonly port: number
}
