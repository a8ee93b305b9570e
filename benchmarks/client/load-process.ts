/**
 * One client at work, in a process of its own: `load-process.ts KIND WAY GROUND`, started by `client-process.ts`.
 * Answers each message with what came of it; `end`, or the end of its parent, ends it.
 */
import { consumeLoad } from './consume.ts'
import type { Ground } from './ground.ts'
import { heldLoad } from './memory-loads.ts'
import { produceLoad } from './produce.ts'

interface Work {
  readonly run: () => Promise<unknown>
  readonly close: () => Promise<unknown>
}

const kinds: Readonly<Record<string, (way: string, ground: Ground) => Promise<Work>>> = {
  consume: consumeLoad,
  produce: produceLoad,
  hold: heldLoad,
}

const [kind = '', way = '', ground = '{}'] = process.argv.slice(2)
const load = await kinds[kind]?.(way, JSON.parse(ground) as Ground)
if (load === undefined) throw new Error(`no kind of load is called ${kind}`)

process.on('disconnect', () => process.exit())
process.on('message', async (order) => {
  try {
    if (order === 'end') {
      await load.close()
      process.disconnect()
    } else process.send?.({ result: await load.run() })
  } catch (problem) {
    process.send?.({ problem: problem instanceof Error ? (problem.stack ?? problem.message) : String(problem) })
  }
})
process.send?.({ result: 0 })
