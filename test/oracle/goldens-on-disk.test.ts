/** Scenarios with their stores on disk: what Java gave, and what another driver finds there, or in the changelogs, when all is over. */
import { basename } from 'node:path'
import test from 'ava'
import { failuresIn } from './failures-in.ts'
import { goldenFiles } from './golden-files.ts'
import { ScratchFolder } from './scratch-folder.ts'

/** Those with the most stores; `npm run oracle -- --stores rocksdb` and `--stores restored` take them all. */
const files = goldenFiles.filter((file) => /fuzz-(?:cogroup|join|versioned|window)|regressions/.test(file))

const folder = new ScratchFolder()
test.after.always(() => folder.remove())

for (const file of files) {
  test(`${basename(file)} gives what Java gave with stores on disk`, async (t) => {
    const reports = await failuresIn(file, () => ({ folder: folder.next(), dumped: 'reopened' }))
    t.is(reports.length, 0, reports.slice(0, 5).join('\n'))
  })
  test(`${basename(file)} gives what Java gave with stores restored from their changelogs`, async (t) => {
    const reports = await failuresIn(file, () => ({ folder: folder.next(), dumped: 'restored' }))
    t.is(reports.length, 0, reports.slice(0, 5).join('\n'))
  })
}
