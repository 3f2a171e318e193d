package io.featurefactory.demo;

/** Writes rows as text: how each source's columns are filled. Not thread-safe. */
final class TextRows implements RowSink {
  private static final byte[] AD = RowText.bytes("AD-");
  private static final byte[] SELLER = RowText.bytes("SE-");
  private static final byte[] USER = RowText.bytes("U-");
  private static final byte[][] CATEGORIES =
      Category.ALL.stream().map(c -> RowText.bytes(c.name())).toArray(byte[][]::new);
  private static final byte[] IMPRESSION = RowText.bytes("impression");
  private static final byte[] CLICK = RowText.bytes("click");
  private static final byte[] CALL = RowText.bytes("call");
  private static final byte[] MESSAGE = RowText.bytes("message");

  private final RowText clickstream;
  private final RowText contacts;
  private final RowText ads;
  private PageTexts texts = PageTexts.NONE;

  TextRows(RowText clickstream, RowText contacts, RowText ads) {
    this.clickstream = clickstream;
    this.contacts = contacts;
    this.ads = ads;
  }

  @Override
  public void event(Event event) {
    Page page = event.page();
    if (page == null) {
      direct(event);
    } else {
      if (!texts.belongTo(page)) {
        texts = new PageTexts(page);
      }
      clickstream.open(texts.eventId).part(event.position()).part(mark(event)).shut();
      clickstream.time(event.millis()).text(type(event));
      clickstream.text(texts.session).text(texts.user).text(texts.id);
      clickstream.number(event.position()).text(texts.query);
      clickstream.text(CATEGORIES[page.query().category().index()]);
    }
    Ad ad = event.ad();
    clickstream.open(AD).part(ad.number()).shut();
    clickstream.open(SELLER).part(ad.seller()).shut();
    clickstream.cents(ad.priceCents()).text(CATEGORIES[ad.category().index()]);
    clickstream.endRow();
  }

  @Override
  public void contact(Contact contact) {
    Ad ad = contact.click().ad();
    contacts.text(contactId(contact.click())).time(contact.millis());
    contacts.open(AD).part(ad.number()).shut();
    contacts.open(SELLER).part(ad.seller()).shut();
    contacts.open(USER).part(contact.click().session().user()).shut();
    contacts.text(contact.kind() == Contact.Kind.CALL ? CALL : MESSAGE);
    contacts.endRow();
  }

  @Override
  public void ad(Ad ad) {
    ads.open(AD).part(ad.number()).shut();
    ads.open(SELLER).part(ad.seller()).shut();
    ads.text(CATEGORIES[ad.category().index()]).cents(ad.priceCents());
    ads.text(ad.city().displayName());
    ads.time(ad.listedMillis()).time(ad.updatedMillis());
    ads.endRow();
  }

  private void direct(Event event) {
    clickstream.text("E" + name(event.session()) + "-d" + mark(event));
    clickstream.time(event.millis()).text(type(event));
    clickstream.text("S" + name(event.session())).open(USER).part(event.session().user()).shut();
    clickstream.nothing().nothing().nothing().nothing();
  }

  private static byte[] type(Event event) {
    return event.type() == Event.Type.CLICK ? CLICK : IMPRESSION;
  }

  private static char mark(Event event) {
    return event.type() == Event.Type.CLICK ? 'c' : 'i';
  }

  private static String contactId(Event click) {
    Page page = click.page();
    return page == null
        ? "C" + name(click.session()) + "-d"
        : "C" + name(page) + "-" + click.position();
  }

  private static String name(Session session) {
    return session.day() + "-" + session.number();
  }

  private static String name(Page page) {
    return name(page.session()) + "-" + page.number();
  }

  /** What all rows of a page share, encoded. */
  private static final class PageTexts {
    private static final PageTexts NONE = new PageTexts();

    private final int day;
    private final int sessionNumber;
    private final int number;
    private final byte[] eventId;
    private final byte[] session;
    private final byte[] user;
    private final byte[] id;
    private final byte[] query;

    private PageTexts() {
      day = sessionNumber = number = -1;
      eventId = session = user = id = query = new byte[0];
    }

    PageTexts(Page page) {
      day = page.session().day();
      sessionNumber = page.session().number();
      number = page.number();
      eventId = RowText.bytes("E" + name(page) + "-");
      session = RowText.bytes("S" + name(page.session()));
      user = RowText.bytes("U-" + page.session().user());
      id = RowText.bytes("P" + name(page));
      query = RowText.bytes(page.query().text());
    }

    boolean belongTo(Page page) {
      return number == page.number()
          && sessionNumber == page.session().number()
          && day == page.session().day();
    }
  }
}
