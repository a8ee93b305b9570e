/** The three ways in which a codec's work can be done, for tests that hold for all of them. */
import type { Codec } from './codec.ts'
import { allAtOnce, type Steps } from './steps.ts'

/** The result of the work, its long calls made elsewhere; `seen` is told what each step ended with. */
export async function elsewhere<Result>(
  steps: Steps<Result>,
  seen: (ended: 'step' | 'call') => void = () => {},
): Promise<Result> {
  let step = steps.next([])
  while (step.done !== true) {
    const call = step.value
    seen(call === null ? 'step' : 'call')
    try {
      step = steps.next(call === null ? [] : await call.elsewhere())
    } catch (problem) {
      step = steps.throw(problem)
    }
  }
  return step.value
}

interface Way {
  readonly compress: (codec: Codec, records: Buffer) => Buffer | Promise<Buffer>
  readonly decompress: (codec: Codec, compressed: Buffer, maxBytes: number) => Buffer | Promise<Buffer>
}

export const ways: Readonly<Record<'at once' | 'in steps' | 'elsewhere', Way>> = {
  'at once': {
    compress: (codec, records) => codec.compress(records),
    decompress: (codec, compressed, maxBytes) => codec.decompress(compressed, maxBytes),
  },
  'in steps': {
    compress: (codec, records) => allAtOnce(codec.compressInSteps(records)),
    decompress: (codec, compressed, maxBytes) => allAtOnce(codec.decompressInSteps(compressed, maxBytes)),
  },
  elsewhere: {
    compress: (codec, records) => elsewhere(codec.compressInSteps(records)),
    decompress: (codec, compressed, maxBytes) => elsewhere(codec.decompressInSteps(compressed, maxBytes)),
  },
}
