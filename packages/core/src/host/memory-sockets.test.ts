/**
 * Sockets in memory: the contract, and that nothing moves unless the clock does.
 */
import test from 'ava'
import { systemClock } from './clock.ts'
import { ManualClock } from './manual-clock.ts'
import { MemorySockets } from './memory-sockets.ts'
import { socketsContract } from './sockets.contract.ts'
import type { Connection } from './sockets.ts'

socketsContract(test, 'in memory', () => new MemorySockets({ clock: systemClock }))
socketsContract(
  test,
  'in memory, through a narrow buffer',
  () => new MemorySockets({ clock: systemClock, bufferBytes: 40_001 }),
)

test('with a clock moved by hand nothing moves but by hand', async (t) => {
  const clock = new ManualClock()
  const sockets = new MemorySockets({ clock, bufferBytes: 4 })
  const accepted: Connection[] = []
  const { address } = await sockets.listen({ host: 'localhost', port: 9092, onConnection: (one) => accepted.push(one) })
  t.deepEqual(address, { host: '127.0.0.1', port: 9092 })
  const connecting = sockets.connect({ host: 'localhost', port: 9092 })
  t.is(accepted.length, 0)
  clock.advance(0)
  const near = await connecting
  const heard: string[] = []
  accepted[0]?.start({
    onData: (bytes) => heard.push(String(bytes)),
    onDrain: () => {},
    onClose: () => heard.push('end'),
  })
  t.false(near.write([Buffer.from('abcdefghij')]))
  near.end()
  t.deepEqual(heard, [])
  clock.advance(0)
  t.deepEqual(heard, ['abcd', 'efgh', 'ij', 'end'])
})
