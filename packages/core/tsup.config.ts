import { library } from '../../tsup.library.ts'

export default library('src/index.ts', 'src/http/index.ts', 'src/jwt/index.ts', 'src/testing/index.ts')
