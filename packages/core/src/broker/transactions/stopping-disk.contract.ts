/**
 * A disk in memory for tests, whose process is killed, or whose machine loses power, just before a certain
 * write. What was left is on another disk then.
 */
import type { Clock } from '../../host/clock.ts'
import type { DirectoryLock, Disk, DiskFile, DiskSpace, FileFacts } from '../../host/disk.ts'
import { MemoryDisk } from '../../host/memory-disk.ts'
import type { Random } from '../../host/random.ts'

export class StoppingDisk implements Disk {
  readonly #disk: MemoryDisk
  #writesLeft = Number.POSITIVE_INFINITY
  #stop: () => MemoryDisk = () => this.#disk.kill()
  /** What was left; null while it runs. */
  left: MemoryDisk | null = null

  constructor(disk: MemoryDisk) {
    this.#disk = disk
  }

  static make(clock: Clock): StoppingDisk {
    return new StoppingDisk(new MemoryDisk({ clock, crashable: true }))
  }

  /** Lets so many more writes through. With a random source it is the power that fails. */
  stopAfter(writes: number, powerLoss: Random | null): void {
    this.#writesLeft = writes
    this.#stop = () => (powerLoss === null ? this.#disk.kill() : this.#disk.crash(powerLoss))
  }

  /** Stops now, if it has not yet. */
  stop(): MemoryDisk {
    this.left ??= this.#stop()
    return this.left
  }

  open(path: string, options: { readonly create: boolean }): DiskFile {
    const file = this.#disk.open(path, options)
    return {
      path,
      get size() {
        return file.size
      },
      read: (target, position) => file.read(target, position),
      write: (chunks, position) => {
        if (this.#writesLeft === 0) this.stop()
        this.#writesLeft -= 1
        file.write(chunks, position)
      },
      truncate: (size) => file.truncate(size),
      sync: () => file.sync(),
      close: () => file.close(),
    }
  }

  facts(path: string): FileFacts | undefined {
    return this.#disk.facts(path)
  }

  space(path: string): DiskSpace {
    return this.#disk.space(path)
  }

  list(directory: string): string[] {
    return this.#disk.list(directory)
  }

  makeDirectory(directory: string): void {
    this.#disk.makeDirectory(directory)
  }

  rename(from: string, to: string): void {
    this.#disk.rename(from, to)
  }

  remove(path: string): void {
    this.#disk.remove(path)
  }

  syncDirectory(directory: string): Promise<void> {
    return this.#disk.syncDirectory(directory)
  }

  lock(directory: string): DirectoryLock {
    return this.#disk.lock(directory)
  }
}
