/** A partition's leader epochs, and at which offset each began. */
import type { EpochStart } from '../leader-epochs.ts'
import { integer, natural32, rowsFormat } from './rows.ts'

/** The file in a partition's directory that has this format. */
export const LEADER_EPOCH_CHECKPOINT = 'leader-epoch-checkpoint'

export const leaderEpochsFormat = rowsFormat<EpochStart>({
  columns: 'epoch startOffset',
  fields: ({ epoch, startOffset }) => [epoch, startOffset],
  row(fields) {
    const epoch = natural32(fields[0] ?? '')
    const startOffset = integer(fields[1] ?? '')
    if (fields.length !== 2 || epoch === null || startOffset === null || startOffset < 0) return null
    return { epoch, startOffset }
  },
})
