/**
 * The names on the disk in memory: directories, what is in them, and which of that is durable. Every change is
 * one of three (a name came, went, or became another), and as on a journaling file system it happens whole or
 * not at all. Which of those that were not synced survive a loss of power is drawn for each.
 */
import { MemoryFile } from './memory-file.ts'
import type { Random } from './random.ts'

export class MemoryDirectory {
  readonly entries = new Map<string, MemoryNode>()
  /** The entries that no loss of power can take; kept only where the disk may lose power. */
  readonly durable = new Map<string, MemoryNode>()
  modifiedMs: number

  constructor(modifiedMs: number) {
    this.modifiedMs = modifiedMs
  }
}

export type MemoryNode = MemoryDirectory | MemoryFile

/** A name in a directory. */
export interface Entry {
  readonly directory: MemoryDirectory
  readonly name: string
}

/** A file or directory lost the name `from`, got the name `to`, or both. */
export interface NameChange {
  readonly node: MemoryNode
  readonly from?: Entry
  readonly to?: Entry
}

export class MemoryNames {
  readonly root: MemoryDirectory
  readonly #isCrashable: boolean
  #unsynced: NameChange[] = []

  constructor(options: { modifiedMs: number; isCrashable: boolean }) {
    this.root = new MemoryDirectory(options.modifiedMs)
    this.#isCrashable = options.isCrashable
  }

  change(change: NameChange): void {
    apply(change, 'entries')
    if (this.#isCrashable) this.#unsynced.push(change)
  }

  /**
   * Makes the changes of a directory durable. What moved between it and another directory takes along
   * everything that happened before, so that nothing durable ends up in a directory that is not.
   */
  sync(directory: MemoryDirectory): void {
    const concerns = ({ from, to }: NameChange) => from?.directory === directory || to?.directory === directory
    const lastMove = this.#unsynced.findLastIndex((change) => concerns(change) && isMove(change))
    const rest: NameChange[] = []
    for (const [index, change] of this.#unsynced.entries()) {
      if (index <= lastMove || concerns(change)) apply(change, 'durable')
      else rest.push(change)
    }
    this.#unsynced = rest
  }

  /** Becomes what a loss of power leaves of it, with the files that still have a name. */
  settle(random: Random): void {
    for (const change of this.#unsynced) {
      if (random.below(2) === 0) this.#applyIfPossible(change)
    }
    this.#unsynced = []
    settleDirectory(this.root, random)
  }

  /** A change that builds on one that was lost is lost as well, and so is a move to where nothing would find it. */
  #applyIfPossible(change: NameChange): void {
    const { from, node } = change
    if (from !== undefined && from.directory.durable.get(from.name) !== node) return
    const replaced = change.to?.directory.durable.get(change.to.name)
    apply(change, 'durable')
    if (!isMove(change) || holds(this.root, change.to?.directory)) return
    from?.directory.durable.set(from.name, node)
    if (replaced === undefined) change.to?.directory.durable.delete(change.to.name)
    else change.to?.directory.durable.set(change.to.name, replaced)
  }
}

/** Whether the change leads from one directory to another one. */
function isMove({ from, to }: NameChange): boolean {
  return from !== undefined && to !== undefined && from.directory !== to.directory
}

function apply({ node, from, to }: NameChange, view: 'entries' | 'durable'): void {
  from?.directory[view].delete(from.name)
  to?.directory[view].set(to.name, node)
}

function holds(directory: MemoryDirectory, sought: MemoryDirectory | undefined): boolean {
  if (directory === sought) return true
  const nodes = [...directory.durable.values()]
  return nodes.some((node) => node instanceof MemoryDirectory && holds(node, sought))
}

function settleDirectory(directory: MemoryDirectory, random: Random): void {
  directory.entries.clear()
  for (const [name, node] of directory.durable) {
    directory.entries.set(name, node)
    if (node instanceof MemoryFile) node.settle(random)
    else settleDirectory(node, random)
  }
}
