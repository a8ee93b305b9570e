/**
 * One end of a connection in memory. Each direction has a buffer of limited size, which stands for those of the
 * system: bytes in it have left their sender, and what finds no place in it waits in the sender's memory. An
 * end is a mark behind the last byte; who reads the other side's end ends too.
 */
import type { Clock } from './clock.ts'
import type { Address, Connection, ConnectionEvents } from './sockets.ts'

interface Ends {
  readonly clock: Clock
  readonly bufferBytes: number
  readonly from: Address
  readonly to: Address
}

interface Outgoing {
  bytes: Uint8Array
  /** Told when the bytes have left, where they are the last of their write. */
  readonly left: (() => void) | undefined
}

export class MemoryConnection implements Connection {
  readonly remoteAddress: Address
  readonly #clock: Clock
  readonly #bufferBytes: number
  /** The other end; `pair` sets it. */
  #peer: MemoryConnection = this
  #events: ConnectionEvents | undefined
  /** What waits in this end's memory. */
  #outgoing: Outgoing[] = []
  #isDrainWanted = false
  /** What the other end has sent and this one has not read: the buffer between them. */
  #incoming: Buffer[] = []
  #incomingBytes = 0
  #hasPeerEnded = false
  #hasReadEnd = false
  #hasEnded = false
  #isClosed = false
  #isCloseTold = false
  #isPaused = false
  #isTurnSet = false

  private constructor(ends: Ends, remoteAddress: Address) {
    this.#clock = ends.clock
    this.#bufferBytes = ends.bufferBytes
    this.remoteAddress = remoteAddress
  }

  /** Both ends: of whoever connected, and of whoever was connected to. */
  static pair(ends: Ends): [MemoryConnection, MemoryConnection] {
    const near = new MemoryConnection(ends, ends.to)
    const far = new MemoryConnection(ends, ends.from)
    near.#peer = far
    far.#peer = near
    return [near, far]
  }

  start(events: ConnectionEvents): void {
    this.#events = events
    this.#wake()
  }

  write(chunks: readonly Uint8Array[], left?: () => void): boolean {
    if (this.#hasEnded || this.#isClosed || chunks.length === 0) {
      left?.()
      return !this.#hasEnded && !this.#isClosed && this.#outgoing.length === 0
    }
    for (const [index, bytes] of chunks.entries()) {
      this.#outgoing.push({ bytes, left: index === chunks.length - 1 ? left : undefined })
    }
    this.#send()
    this.#isDrainWanted ||= this.#outgoing.length > 0
    return !this.#isDrainWanted
  }

  end(): void {
    this.#hasEnded = true
    this.#send()
  }

  destroy(): void {
    if (this.#isClosed) return
    this.#hasEnded = true
    this.#close()
    this.#peer.#end()
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.#wake()
  }

  /** Moves what waits here into the buffer, as far as it has room. */
  #send(): void {
    const peer = this.#peer
    for (let [first] = this.#outgoing; first !== undefined; [first] = this.#outgoing) {
      const room = peer.#isClosed ? first.bytes.length : this.#bufferBytes - peer.#incomingBytes
      if (room < first.bytes.length) {
        if (room > 0) peer.#take(first.bytes.subarray(0, room))
        first.bytes = first.bytes.subarray(room)
        return
      }
      peer.#take(first.bytes)
      this.#outgoing.shift()
      first.left?.()
    }
    if (this.#isDrainWanted) this.#wake()
    if (!this.#hasEnded) return
    peer.#end()
    if (this.#hasReadEnd) this.#close()
  }

  #take(bytes: Uint8Array): void {
    if (this.#isClosed || bytes.length === 0) return
    this.#incoming.push(Buffer.from(bytes))
    this.#incomingBytes += bytes.length
    this.#wake()
  }

  /** Nothing more comes from the other end. */
  #end(): void {
    this.#hasPeerEnded = true
    this.#wake()
  }

  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    const dropped = this.#outgoing
    this.#outgoing = []
    this.#incoming = []
    for (const { left } of dropped) left?.()
    this.#wake()
  }

  /** Sets a turn, in which whatever there is to say is said. */
  #wake(): void {
    if (this.#isTurnSet || this.#events === undefined || this.#isCloseTold) return
    this.#isTurnSet = true
    this.#clock.soon(() => {
      this.#isTurnSet = false
      if (this.#events !== undefined) this.#takeTurn(this.#events)
    })
  }

  #takeTurn(events: ConnectionEvents): void {
    if (this.#isDrainWanted && !this.#isClosed && this.#outgoing.length === 0) {
      this.#isDrainWanted = false
      events.onDrain()
    }
    if (this.#incoming.length > 0 && !this.#isPaused) this.#read(events)
    if (this.#hasPeerEnded && !this.#hasReadEnd && this.#incoming.length === 0 && !this.#isPaused) {
      this.#hasReadEnd = true
      this.end()
    }
    if (!this.#isClosed || this.#isCloseTold) return
    this.#isCloseTold = true
    events.onClose()
  }

  #read(events: ConnectionEvents): void {
    const bytes = Buffer.concat(this.#incoming)
    this.#incoming = []
    this.#incomingBytes = 0
    events.onData(bytes)
    this.#peer.#send()
    this.#wake()
  }
}
