-- What a person paid at the bank by hand, because no file can carry it: the bank's reference of the
-- transfer. A payment is paid by hand once; what came back is proposed anew as another payment.
create table payments_by_hand (
  payment_id uuid primary key not null references payments(id),
  bank_reference text not null,
  recorded_by uuid not null references persons(id),
  recorded_at bigint not null
);
