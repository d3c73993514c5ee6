// The system's libcrypto, reached through EVP. Plain inclusion: Digests is the only Swift module that imports it.
#ifndef CAIRN_CCRYPTO_H
#define CAIRN_CCRYPTO_H
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#endif
