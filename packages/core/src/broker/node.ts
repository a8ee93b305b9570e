/** Brokers as clients know them. */

/** Where a broker is, as whoever runs it says; where it can be reached is known when it listens. */
export interface Place {
  readonly nodeId: number
  readonly rack: string | null
  /** Where clients are sent. */
  readonly host: string
  readonly port: number
  /** The cluster that a new data directory is for, and an old one must be of. Default: whichever it is. */
  readonly clusterId?: string
}

/** A broker as clients know it: its number in its cluster, and where it can be reached. */
export interface Node extends Place {
  readonly clusterId: string
}

/** The broker at a place, which is asked with each request. */
export function nodeAt(place: Place, clusterId: string): Node {
  return {
    clusterId,
    get nodeId() {
      return place.nodeId
    },
    get rack() {
      return place.rack
    },
    get host() {
      return place.host
    },
    get port() {
      return place.port
    },
  }
}
