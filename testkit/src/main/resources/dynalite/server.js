// Dynalite in memory, on a port of the loopback interface, which it prints; until standard input ends.
const dynalite = require('dynalite')
// it throws where a client goes away within a request, which is no reason to end
process.on('uncaughtException', (e) => {
  if (e.code !== 'ECONNRESET') {
    console.error(e)
    process.exit(1)
  }
})
const server = dynalite({ createTableMs: 50 })
server.keepAliveTimeout = 600000 // as long as DynamoDB's; 5 s would cut requests that come late
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.stdin.on('end', () => process.exit()).on('error', () => process.exit()).resume()
