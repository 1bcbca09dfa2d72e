import { useEffect, useState } from 'react'
import { getSettings, type Settings } from './api.ts'

/** How the server is configured; undefined until it has said so. */
export function useSettings(): Settings | undefined {
  const [settings, setSettings] = useState<Settings>()
  useEffect(() => {
    void getSettings().then((reply) => {
      if (reply.ok) setSettings(reply.value)
    })
  }, [])
  return settings
}
