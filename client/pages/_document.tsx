import NextDocument, { type DocumentContext, Head, Html, Main, NextScript } from 'next/document';

interface Props {
  nonce?: string;
}

/** The HTML around every page. Each script carries this request's nonce, which the security headers ask for. */
export default class Document extends NextDocument<Props> {
  static override async getInitialProps(ctx: DocumentContext) {
    return { ...(await NextDocument.getInitialProps(ctx)), nonce: ctx.req?.shop?.nonce };
  }

  override render() {
    const { nonce } = this.props;
    return (
      <Html lang="en">
        <Head nonce={nonce}>
          <meta name="color-scheme" content="light dark" />
          <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        </Head>
        <body>
          <Main />
          <NextScript nonce={nonce} />
        </body>
      </Html>
    );
  }
}
