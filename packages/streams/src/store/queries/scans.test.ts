/** Rows that are read by turns, of every kind of store that has several, on disk and in memory. */
import test from 'ava'
import { scannedKinds } from './scanned-kinds.contract.ts'
import { scanContract } from './scans.contract.ts'

/** Stores on disk take longer to open. */
for (const kind of scannedKinds('disk')) scanContract(test, kind, 12)
for (const kind of scannedKinds('memory')) scanContract(test, kind, 60)
