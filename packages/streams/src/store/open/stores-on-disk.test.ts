/** Every form of store on RocksDB passes the contract of its kind. */
import test from 'ava'
import { TestTask } from '../contract/store-task.contract.ts'
import { ScratchDisk } from '../rocksdb/scratch-disk.contract.ts'
import { everyKeyValueStore, everySessionStore, everyVersionedStore, everyWindowStore } from './every-form.contract.ts'

const disk = await ScratchDisk.open()
TestTask.space = () => disk.space()
test.after.always(() => disk.close())

everyKeyValueStore('disk')
everyWindowStore('disk')
everySessionStore('disk')
everyVersionedStore('disk')
