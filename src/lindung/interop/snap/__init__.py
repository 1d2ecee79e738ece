"""Virtual accounts by the national standard of open API payments (SNAP): a bank asks what a code owes and tells that it
was paid.

=========================================  ==========================================================================
address                                    answers
=========================================  ==========================================================================
`POST /v1.0/access-token/b2b`              a token for 15 minutes, against an RSA signature of client key and time
`POST /v1.0/transfer-va/inquiry`           name, bill and amount of a virtual account
`POST /v1.0/transfer-va/payment`           the payment recorded, booked and allocated
=========================================  ==========================================================================

The virtual account is the bank's number for us and our billing code joined. A partner (`partners`) has a client key, a
public key for the first signature and a shared secret for the second; both kinds are in `signatures`. A request is
named by its X-EXTERNAL-ID for a day: the same again gets the same answer, another one under the same name is refused.
A payment is named by its `paymentRequestId` for ever, so a bank that got no answer may ask under a new external id.
"""
