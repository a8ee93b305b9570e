/** The same for much longer. */
import test from 'ava'
import { scannedKinds } from './scanned-kinds.contract.ts'
import { scanContract } from './scans.contract.ts'

for (const kind of scannedKinds('disk')) scanContract(test, kind, 300)
for (const kind of scannedKinds('memory')) scanContract(test, kind, 2000)
