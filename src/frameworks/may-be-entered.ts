/** Words that every place has where a request enters: a parameter of a handler, a procedure, a directive, a form. */
const words = /\b(?:req|request|ctx|context|event|FormData|searchParams|params|loader|action)\b|[pP]rocedure|["']use server["']|@(?:Controller|Resolver)\b|\bsocket\.on\(/;

/** What runs in browsers alone: what says so, React's state and effects, Angular's components. */
const browsersOwn = /^\s*["']use client["']|(?<![\w$.])use(?:State|Effect|LayoutEffect|Reducer|Ref|SearchParams|Pathname|Query|Mutation|SWR|Form)\s*[(<]|^@(?:Component|Directive)\(/m;

/** What a file of components may hold for the server all the same. */
const serversOwn = /["']use server["']|\bexport\s+(?:(?:default\s+)?async\s+function|(?:const|function)\s+(?:loader|action|getServerSideProps|getStaticProps|getInitialProps)\b)/;

/** False for text in which no request can enter. */
export function mayBeEntered(text: string): boolean {
  return words.test(text) && mayBeServers(text);
}

/** False for what runs in browsers alone. */
export function mayBeServers(text: string): boolean {
  return !browsersOwn.test(text) || serversOwn.test(text);
}
