import { MemoryDisk } from '@millrace/core/testing'
import test from 'ava'
import { brokenSeal, sealManifest } from './manifest-seal.ts'

const place = { folder: '/state/0_0', database: '/state/0_0/database' }

/** A disk with a database of these files. */
function diskWith(files: Readonly<Record<string, string>>) {
  const disk = new MemoryDisk()
  disk.makeDirectory(place.database)
  const write = (name: string, text: string) => {
    disk.remove(`${place.database}/${name}`)
    const file = disk.open(`${place.database}/${name}`, { create: true })
    file.write([Buffer.from(text)], 0)
    file.close()
  }
  for (const [name, text] of Object.entries(files)) write(name, text)
  return { disk, write }
}

const files = { CURRENT: 'MANIFEST-000005\n', 'MANIFEST-000005': 'files a, b' }

test('a manifest that begins as it was left is whole, though more was added', (t) => {
  const { disk, write } = diskWith(files)
  t.is(brokenSeal(disk, place), null)
  sealManifest(disk, place)
  t.is(brokenSeal(disk, place), null)
  write('MANIFEST-000005', 'files a, b, c')
  t.is(brokenSeal(disk, place), null)
  sealManifest(disk, place)
  t.is(brokenSeal(disk, place), null)
})

test('a manifest that ends early, or has other bytes, is not', (t) => {
  const { disk, write } = diskWith(files)
  sealManifest(disk, place)
  write('MANIFEST-000005', 'files a')
  t.is(brokenSeal(disk, place), 'expected 10 bytes of MANIFEST-000005, found 7')
  write('MANIFEST-000005', 'files a, d')
  t.is(brokenSeal(disk, place), 'expected MANIFEST-000005 to begin as it was left, found other bytes')
})

test('a seal says nothing of another manifest, or of a database that is not there', (t) => {
  const { disk, write } = diskWith({})
  sealManifest(disk, place)
  t.deepEqual(disk.list(place.folder), ['database'])
  for (const [name, text] of Object.entries(files)) write(name, text)
  sealManifest(disk, place)
  for (const current of ['MANIFEST-000006\n', '', 'MANIFEST-000005', '../MANIFEST-000005\n']) {
    write('CURRENT', current)
    t.is(brokenSeal(disk, place), null, current)
  }
})

test('a seal that cannot be read says nothing', (t) => {
  const { disk, write } = diskWith(files)
  for (const text of ['', '{', 'null', '{"manifest":"MANIFEST-000005"}', '\0\0\0\0']) {
    write('../seal.json', text)
    t.is(brokenSeal(disk, place), null, text)
  }
})
