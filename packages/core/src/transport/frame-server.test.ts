/**
 * The server of frames, over sockets in memory and with a clock moved by hand.
 */
import test from 'ava'
import type { LogFields, Logger } from '../host/logger.ts'
import { silentLogger } from '../host/logger.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemorySockets } from '../host/memory-sockets.ts'
import type { Connection } from '../host/sockets.ts'
import type { FrameReply } from '../protocol/frame-reply.ts'
import type { FrameClient } from './frame-client.ts'
import type { FrameLimits } from './frame-limits.ts'
import { FrameServer } from './frame-server.ts'
import { FrameSplitter } from './frame-splitter.ts'
import type { Receive } from './receive.ts'

const BUFFER_BYTES = 1000
const LIMITS: FrameLimits = {
  requestBytesMax: 10_000_000,
  queuedRequestsMax: 500,
  connectionsMax: 100,
  connectionsPerHostMax: 100,
  idleMs: 60_000,
  unreadMs: 20_000,
}

function framed(body: string | Buffer): Buffer {
  const frame = Buffer.alloc(4 + body.length)
  frame.writeInt32BE(body.length)
  frame.set(Buffer.from(body), 4)
  return frame
}

/** The other end of a connection: what it got, and whether it is over. */
class Peer {
  readonly connection: Connection
  readonly frames: string[] = []
  isOver = false

  constructor(connection: Connection) {
    this.connection = connection
    const splitter = new FrameSplitter(100_000_000, (frame) => this.frames.push(frame.toString('latin1')))
    const onClose = () => {
      this.isOver = true
    }
    connection.start({ onData: (bytes) => splitter.push(bytes), onDrain: () => {}, onClose })
  }

  send(...bodies: (string | Buffer)[]): void {
    this.connection.write([Buffer.concat(bodies.map(framed))])
  }
}

/** A server, what it handed on and said, and the answers that the test still owes. */
class Stage {
  readonly clock = new ManualClock()
  readonly sockets = new MemorySockets({ clock: this.clock, bufferBytes: BUFFER_BYTES })
  readonly handed: string[] = []
  readonly clients: FrameClient[] = []
  readonly sent: string[] = []
  readonly lines: LogFields[] = []
  readonly owed = new Map<string, { give: (reply: FrameReply) => void; fail: (problem: Error) => void }>()
  readonly server: FrameServer

  constructor(limits: Partial<FrameLimits> = {}, receive: Receive = (frame, client) => this.#receive(frame, client)) {
    const say = (fields: LogFields) => void this.lines.push(fields)
    const logger: Logger = { ...silentLogger, warn: say, error: say }
    const { clock, sockets } = this
    this.server = new FrameServer({ sockets, clock, logger, limits: { ...LIMITS, ...limits }, receive })
  }

  /** `wait…` is answered when the test says so, `quiet…` never, `hang up…` by the end, all else by an echo. */
  #receive(frame: Buffer, client: FrameClient): FrameReply | Promise<FrameReply> {
    const body = frame.toString('latin1')
    this.handed.push(body.slice(0, 20))
    this.clients.push(client)
    if (body === 'fail') throw new Error('a bug')
    if (body === 'quiet') return { kind: 'silence', isFrameFree: false }
    if (body === 'hang up') return { kind: 'hang-up', reason: 'no such API' }
    if (!body.startsWith('wait')) return this.echo(body)
    return new Promise<FrameReply>((give, fail) => this.owed.set(body, { give, fail }))
  }

  echo(body: string): FrameReply {
    const sent = () => void this.sent.push(body.slice(0, 20))
    return { kind: 'answer', chunks: [framed(body)], sent, isFrameFree: false }
  }

  async connect(host = '127.0.0.1'): Promise<Peer> {
    const connecting = this.sockets.connect({ host, port: 9092 })
    this.clock.advance(0)
    return new Peer(await connecting)
  }

  /** Lets promises and sockets have their turns, until nothing moves any more. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) {
      await Promise.resolve()
      this.clock.advance(0)
    }
  }

  async answer(body: string): Promise<void> {
    this.owed.get(body)?.give(this.echo(body))
    await this.settle()
  }
}

async function open(limits: Partial<FrameLimits> = {}): Promise<Stage> {
  const stage = new Stage(limits)
  await stage.server.listen(['127.0.0.1', '::1'], 9092)
  return stage
}

test('pipelined requests are answered in their order', async (t) => {
  const stage = await open()
  const peer = await stage.connect()
  const bodies = Array.from({ length: 50 }, (_, index) => `request ${index}`)
  peer.send(...bodies)
  await stage.settle()
  t.deepEqual(peer.frames, bodies)
  t.deepEqual(stage.sent, bodies)
})

test('a request is handed on when the one before it is answered, and others go on meanwhile', async (t) => {
  const stage = await open()
  const [one, other] = [await stage.connect(), await stage.connect('::1')]
  one.send('first', 'wait', 'last')
  await stage.settle()
  t.deepEqual(stage.handed, ['first', 'wait'])
  t.deepEqual(one.frames, ['first'])
  other.send('hello')
  await stage.settle()
  t.deepEqual(other.frames, ['hello'])
  await stage.answer('wait')
  t.deepEqual(one.frames, ['first', 'wait', 'last'])
  t.not(stage.clients[0]?.connectionId, stage.clients[2]?.connectionId)
  t.deepEqual([stage.clients[0]?.host, stage.clients[2]?.host], ['127.0.0.1', '::1'])
})

test('a request without an answer is followed by the next', async (t) => {
  const stage = await open()
  const peer = await stage.connect()
  peer.send('quiet', 'quiet', 'hello')
  await stage.settle()
  t.deepEqual(peer.frames, ['hello'])
})

test('whoever does not read gets one answer into memory, and its next request waits', async (t) => {
  const stage = await open()
  const peer = await stage.connect()
  peer.connection.pause()
  const large = 'x'.repeat(80_000)
  peer.connection.write([framed(large), framed('second'), framed('third')])
  await stage.settle()
  t.deepEqual(stage.handed, [large.slice(0, 20)])
  t.deepEqual(stage.sent, [])
  peer.connection.resume()
  for (let turn = 0; turn < 10; turn += 1) await stage.settle()
  t.deepEqual(
    peer.frames.map((frame) => frame.length),
    [80_000, 6, 5],
  )
  t.deepEqual(stage.sent, [large.slice(0, 20), 'second', 'third'])
})

test('whoever leaves its answer unread for long is closed, with one line, and lets its memory go', async (t) => {
  const stage = await open()
  const [lazy, busy] = [await stage.connect(), await stage.connect()]
  lazy.connection.pause()
  lazy.send('x'.repeat(5 * BUFFER_BYTES))
  busy.send('hello')
  await stage.settle()
  t.deepEqual(stage.sent, ['hello'])
  stage.clock.advance(LIMITS.unreadMs - 1)
  t.is(stage.sent.length, 1)
  stage.clock.advance(1)
  await stage.settle()
  t.is(stage.sent.length, 2)
  t.false(busy.isOver)
  t.deepEqual(
    stage.lines.map(({ reason }) => reason),
    ['expected its answer to be read within 20000 ms'],
  )
})

test('bytes stop coming in while too much of them waits', async (t) => {
  const stage = await open()
  const peer = await stage.connect()
  peer.send('wait')
  let isTaken = true
  for (let write = 0; write < 30 && isTaken; write += 1) {
    isTaken = peer.connection.write([framed(Buffer.alloc(100_000))])
    for (let turn = 0; turn < 20; turn += 1) await stage.settle()
    isTaken ||= peer.connection.write([])
  }
  t.false(isTaken)
  t.deepEqual(stage.handed, ['wait'])
})

test('requests that wait count for all connections together', async (t) => {
  const stage = await open({ queuedRequestsMax: 3 })
  const [one, other] = [await stage.connect(), await stage.connect()]
  one.send('wait', 'a', 'b', 'c', 'd')
  other.send('wait too', 'e')
  await stage.settle()
  other.connection.write([Buffer.alloc(2 * BUFFER_BYTES)])
  await stage.settle()
  t.false(other.connection.write([]))
  await stage.answer('wait')
  await stage.answer('wait too')
  t.deepEqual([one.frames.length, other.frames.slice(0, 2)], [5, ['wait too', 'e']])
})

test('a hang-up ends its connection behind the answers before it, with one line that says who and why', async (t) => {
  const stage = await open()
  const [one, other] = [await stage.connect(), await stage.connect()]
  one.send('hello', 'hang up', 'ignored')
  await stage.settle()
  t.deepEqual(one.frames, ['hello'])
  t.true(one.isOver)
  t.is(stage.lines.length, 1)
  t.regex(String(stage.lines[0]?.['peer']), /^127\.0\.0\.1:\d+$/)
  t.is(stage.lines[0]?.['reason'], 'no such API')
  t.false(other.isOver)
  other.send('still here')
  await stage.settle()
  t.deepEqual(other.frames, ['still here'])
})

test('garbage ends its connection behind the answers before it', async (t) => {
  const stage = await open()
  const peer = await stage.connect()
  peer.connection.write([framed('hello'), framed('wait'), Buffer.from('GET / HTTP/1.1\r\n\r\n')])
  await stage.settle()
  t.false(peer.isOver)
  await stage.answer('wait')
  t.true(peer.isOver)
  t.deepEqual(peer.frames, ['hello', 'wait'])
  t.regex(String(stage.lines[0]?.['reason']), /^frame size: expected .* \(the text 'GET '\)$/)
})

test('whoever never reads the answers before a hang-up is cut off after five seconds', async (t) => {
  const stage = await open()
  const peer = await stage.connect()
  peer.connection.pause()
  peer.connection.write([framed('x'.repeat(50_000)), framed('hang up')])
  await stage.settle()
  t.is(stage.server.connectionCount, 1)
  stage.clock.advance(5_000)
  await stage.settle()
  t.is(stage.server.connectionCount, 0)
  t.is(stage.sent.length, 1)
})

test('a bug in an answer, thrown or rejected, ends its connection and no other', async (t) => {
  const stage = await open()
  const [one, two, three] = [await stage.connect(), await stage.connect(), await stage.connect()]
  one.send('hello', 'fail')
  two.send('wait')
  await stage.settle()
  stage.owed.get('wait')?.fail(new Error('a bug'))
  await stage.settle()
  t.deepEqual([one.frames, two.frames], [['hello'], []])
  t.deepEqual([one.isOver, two.isOver, three.isOver], [true, true, false])
  t.deepEqual(
    stage.lines.map(({ error }) => (error as Error).message),
    ['a bug', 'a bug'],
  )
})

test('an answer that comes when its client has gone is let go, and whoever waits for the client is told', async (t) => {
  const stage = await open()
  const peer = await stage.connect()
  peer.send('wait')
  await stage.settle()
  const [client] = stage.clients
  const told: string[] = []
  client?.whenGone(() => told.push('kept'))
  client?.whenGone(() => told.push('dropped'))?.()
  t.false(client?.isGone)
  peer.connection.destroy()
  await stage.settle()
  t.true(client?.isGone)
  t.deepEqual(told, ['kept'])
  await stage.answer('wait')
  t.deepEqual(stage.sent, ['wait'])
})

test('a connection on which nothing moves is closed, unless its answer is being worked on', async (t) => {
  const stage = await open()
  const [idle, busy] = [await stage.connect(), await stage.connect()]
  busy.send('wait')
  await stage.settle()
  stage.clock.advance(59_000)
  await stage.settle()
  t.false(idle.isOver)
  stage.clock.advance(7_000)
  await stage.settle()
  t.true(idle.isOver)
  t.false(busy.isOver)
  await stage.answer('wait')
  stage.clock.advance(59_000)
  await stage.settle()
  t.false(busy.isOver)
})

test('without a limit an idle connection stays', async (t) => {
  const stage = await open({ idleMs: -1 })
  const peer = await stage.connect()
  stage.clock.advance(7 * 86_400_000)
  await stage.settle()
  t.false(peer.isOver)
})

test('connections beyond the limit, of all or of one address, are closed with one line', async (t) => {
  const stage = await open({ connectionsMax: 3, connectionsPerHostMax: 2 })
  const peers = [await stage.connect(), await stage.connect(), await stage.connect()]
  peers.push(await stage.connect('::1'), await stage.connect('::1'))
  await stage.settle()
  t.deepEqual(
    peers.map((peer) => peer.isOver),
    [false, false, true, false, true],
  )
  t.deepEqual(
    stage.lines.map(({ reason }) => reason),
    [
      'expected at most 2 connections from one address, found one more',
      'expected at most 3 connections, found one more',
    ],
  )
  peers[0]?.connection.destroy()
  await stage.settle()
  const next = await stage.connect()
  next.send('hello')
  await stage.settle()
  t.deepEqual(next.frames, ['hello'])
})

test('requests that take long are handled a few milliseconds at a time', async (t) => {
  const clock = new ManualClock()
  let elapsedMs = 0
  const slow = {
    nowMs: () => clock.nowMs(),
    elapsedMs: () => elapsedMs,
    after: clock.after.bind(clock),
    soon: clock.soon.bind(clock),
    hold: clock.hold.bind(clock),
  }
  const sockets = new MemorySockets({ clock })
  let handled = 0
  const receive = (): FrameReply => {
    handled += 1
    elapsedMs += 1
    return { kind: 'silence', isFrameFree: false }
  }
  const server = new FrameServer({ sockets, clock: slow, logger: silentLogger, limits: LIMITS, receive })
  await server.listen(['127.0.0.1'], 9092)
  const connecting = sockets.connect({ host: '127.0.0.1', port: 9092 })
  clock.advance(0)
  const peer = new Peer(await connecting)
  const inTurns: number[] = []
  peer.send(...Array.from({ length: 10 }, () => 'x'))
  clock.soon(() => {})
  const note = () => {
    inTurns.push(handled)
    if (handled < 10) clock.soon(note)
  }
  clock.soon(note)
  clock.advance(0)
  t.true(inTurns.includes(4) && inTurns.includes(8), String(inTurns))
  t.is(handled, 10)
})

test('a close lets the answers under way go, but not those that only wait for their client', async (t) => {
  const stage = await open()
  const [idle, working, waiting] = [await stage.connect(), await stage.connect(), await stage.connect()]
  working.send('wait a', 'ignored')
  waiting.send('wait b')
  await stage.settle()
  stage.clients[1]?.whenGone(() => {})
  const closing = stage.server.close()
  await stage.settle()
  t.deepEqual([idle.isOver, working.isOver, waiting.isOver], [true, false, true])
  await stage.answer('wait a')
  await closing
  t.deepEqual(working.frames, ['wait a'])
  await stage.settle()
  t.true(working.isOver)
  t.deepEqual(stage.handed, ['wait a', 'wait b'])
})

test('a close waits half a second for answers, and no longer', async (t) => {
  const stage = await open()
  const peer = await stage.connect()
  peer.send('wait')
  await stage.settle()
  const closing = stage.server.close()
  stage.clock.advance(499)
  await stage.settle()
  t.false(peer.isOver)
  stage.clock.advance(1)
  await stage.settle()
  t.true(peer.isOver)
  await closing
  await stage.answer('wait')
  t.deepEqual(stage.sent, ['wait'])
  const late = stage.sockets.connect({ host: '127.0.0.1', port: 9092 })
  stage.clock.advance(0)
  await t.throwsAsync(late, { code: 'ECONNREFUSED' })
})
