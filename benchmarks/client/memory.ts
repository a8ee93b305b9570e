/** What a producer and a consumer hold when nothing goes on, beside the memory that they were told to keep to. */
import type { Contender } from '../broker/contenders.ts'
import type { Figure } from '../measure.ts'
import { ClientProcess } from './client-process.ts'
import type { Ground } from './ground.ts'
import { CONSUMER_BUFFER_BYTES, type Held, PRODUCER_BUFFER_BYTES } from './memory-loads.ts'

const MIB = 1024 ** 2
/**
 * What may be held of the buffer's size: all of it. A record that a consumer's program has in hand keeps the answer
 * that it lies in, besides, which is at most half of what may wait; the rest of that answer is copied out when the
 * next one comes.
 */
const PRODUCER_SHARE_MAX = 1
const CONSUMER_SHARE_MAX = 1.5
/** For what has nothing to do with records: connections, the view of the cluster, code that was compiled meanwhile. */
const BESIDES_MIB = 4

export async function producerMemory({ pid }: Contender, ground: Ground): Promise<Figure[]> {
  const client = new ClientProcess({ kind: 'hold', way: 'producer', ground })
  try {
    await client.start()
    signal(pid, 'SIGSTOP')
    return figures(await client.run<Held>(), { bytes: PRODUCER_BUFFER_BYTES, shareMax: PRODUCER_SHARE_MAX })
  } finally {
    signal(pid, 'SIGCONT')
    await client.close()
  }
}

export async function consumerMemory(ground: Ground): Promise<Figure[]> {
  const client = new ClientProcess({ kind: 'hold', way: 'consumer', ground })
  try {
    return figures(await client.run<Held>(), { bytes: CONSUMER_BUFFER_BYTES, shareMax: CONSUMER_SHARE_MAX })
  } finally {
    await client.close()
  }
}

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) throw new Error('the broker has no process')
  process.kill(pid, name)
}

function figures({ heldBytes, peakResidentBytes }: Held, buffer: { bytes: number; shareMax: number }): Figure[] {
  const sizeMib = buffer.bytes / MIB
  return [
    { name: 'buffer', value: sizeMib, unit: 'MiB' },
    { name: 'held', value: heldBytes / MIB, unit: 'MiB', bar: { atMost: buffer.shareMax * sizeMib + BESIDES_MIB } },
    { name: 'resident at the most', value: peakResidentBytes / MIB, unit: 'MiB' },
  ]
}
