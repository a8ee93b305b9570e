/**
 * Which process this is, told so that another one can find out whether it still runs. A process number alone
 * does not do: it is given out again. Linux tells when a process began, counted from the machine's start; with
 * the start's own number that names one process for ever. Elsewhere the number and the times must do.
 */
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

export interface ProcessIdentity {
  readonly pid: number
  readonly hostName: string
  /** Where process numbers mean the same thing: one start of one machine, one container on it. Empty where unknown. */
  readonly scope: string
  /** When the process began, in the system's own count. Empty where unknown. */
  readonly began: string
}

export type Judgement = 'runs' | 'gone' | 'unknown'

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, hostName: hostname(), scope: ownScope(), began: statusOf(process.pid)?.began ?? '' }
}

/** Whether the process runs that was this one at that time. Of another machine's processes nothing is known. */
export function judge(other: ProcessIdentity, sinceMs: number): Judgement {
  const scope = ownScope()
  if (scope !== '' && other.scope === scope) return isRunningHere(other) ? 'runs' : 'gone'
  if (other.hostName !== hostname()) return 'unknown'
  // The same name, started anew: a machine that was rebooted, or a container that was started again.
  if (scope !== '') return 'gone'
  return isLikelyRunning(other.pid, sinceMs) ? 'runs' : 'gone'
}

function isRunningHere(other: ProcessIdentity): boolean {
  const status = statusOf(other.pid)
  // A system may hide other users' processes from /proc; they still answer to a signal.
  if (status === undefined) return answers(other.pid)
  return status.began === other.began && !status.hasEnded
}

/** Without start times: a process of that number that is not known to be younger than the claim. */
function isLikelyRunning(pid: number, sinceMs: number): boolean {
  return pid === process.pid ? sinceMs >= Date.now() - process.uptime() * 1000 : answers(pid)
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (problem) {
    return problem instanceof Error && 'code' in problem && problem.code === 'EPERM'
  }
}

function ownScope(): string {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const numbers = attempt(() => readlinkSync('/proc/self/ns/pid'))
  return boot === undefined || numbers === undefined ? '' : `${boot} ${numbers}`
}

function statusOf(pid: number): { began: string; hasEnded: boolean } | undefined {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  if (text === undefined) return undefined
  // The second field is the program's name in parentheses and may hold anything, so count from its end.
  const [state = '', ...others] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { began: others[18] ?? '', hasEnded: state === 'Z' || state === 'X' }
}

function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
