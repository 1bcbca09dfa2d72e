import { library } from '../../tsup.library.ts'

// For browsers, of which no version of Node says anything.
export default { ...library('src/index.ts', 'src/react/index.ts'), target: 'es2022' }
