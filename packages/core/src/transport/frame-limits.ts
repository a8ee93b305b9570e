/** What a server of frames takes at the most. */
export interface FrameLimits {
  /** A larger frame ends its connection. */
  readonly requestBytesMax: number
  /** Requests of all connections that wait for the one before them; with more, reading pauses. */
  readonly queuedRequestsMax: number
  readonly connectionsMax: number
  /** Connections from one address. */
  readonly connectionsPerHostMax: number
  /** A connection on which nothing moves for so long is closed; below 0: none is. */
  readonly idleMs: number
  /** A connection whose client takes longer to read an answer is closed: it holds memory that others wait for. */
  readonly unreadMs: number
}
