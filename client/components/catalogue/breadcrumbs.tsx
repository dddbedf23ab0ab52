import Link from '../link';

interface Props {
  links: { label: string; href: string }[];
  /** The open page. */
  here: string;
}

/** The way from the home page to this one. */
export function Breadcrumbs({ links, here }: Props) {
  return (
    <nav aria-label="Breadcrumb" className="breadcrumbs">
      <ol>
        {links.map(({ label, href }) => (
          <li key={href}>
            <Link href={href}>
              <bdi>{label}</bdi>
            </Link>
          </li>
        ))}
        <li aria-current="page">
          <bdi>{here}</bdi>
        </li>
      </ol>
    </nav>
  );
}
