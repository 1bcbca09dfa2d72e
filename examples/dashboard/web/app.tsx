import type { ReactNode } from 'react'
import { DashboardPage } from './pages/dashboard-page.tsx'
import { LoginPage } from './pages/login-page.tsx'
import { SignupPage } from './pages/signup-page.tsx'
import { useRoute } from './route.ts'

export function App(): ReactNode {
  const { path, key } = useRoute()
  if (path === '/login') return <LoginPage key={key} />
  if (path === '/signup') return <SignupPage key={key} />
  return <DashboardPage key={key} />
}
