/** Replays one line of a golden file, whichever of the formats of FORMAT.md it has. */
import { type BatchLine, replayBatchLine } from './batches.ts'
import { type ErrorLine, replayErrorLine } from './errors.ts'
import { type Crc32cLine, type Murmur2Line, replayCrc32cLine, replayMurmur2Line } from './hashes.ts'
import { type MessageLine, replayMessageLine } from './messages.ts'

/** Throws where decoding the line's bytes does not give its JSON, or encoding the JSON its bytes. */
export function replayLine(text: string): void {
  const line = JSON.parse(text) as Record<string, unknown>
  switch (line['kind']) {
    case 'message':
    case 'frame':
      return named(`${line['api']} ${line['type']} v${line['version']}`, () =>
        replayMessageLine(line as unknown as MessageLine),
      )
    case 'batch':
    case 'buffer':
      return named(`${line['kind']} '${line['description']}'`, () => replayBatchLine(line as unknown as BatchLine))
  }
  if (line['kind'] === 'error') return replayErrorLine(line as unknown as ErrorLine)
  if ('murmur2' in line) return replayMurmur2Line(line as unknown as Murmur2Line)
  if ('crc' in line) return replayCrc32cLine(line as unknown as Crc32cLine)
  throw new Error(`expected a golden line, found one with the fields ${Object.keys(line).join(', ')}`)
}

function named(subject: string, replay: () => void): void {
  try {
    replay()
  } catch (problem) {
    throw new Error(`${subject}: ${problem instanceof Error ? problem.message : problem}`, { cause: problem })
  }
}
