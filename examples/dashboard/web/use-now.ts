import { useEffect, useState } from 'react'
import { seatkit } from './seatkit.ts'

/** The server's time, renewed every `intervalMs`. */
export function useNow(intervalMs: number): number {
  const [now, setNow] = useState(seatkit.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(seatkit.now()), intervalMs)
    return () => clearInterval(timer)
  }, [intervalMs])
  return now
}
