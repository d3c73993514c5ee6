// The memory-hard part of scrypt (RFC 7914, sections 3 to 5), four words at a time: libcrypto (3.0) goes word by word
// and takes 0.30 s for 64 MiB, which every command on a repository pays before it does anything; this takes half.
#ifndef CAIRN_SCRYPT_MIX_H
#define CAIRN_SCRYPT_MIX_H
#include <stddef.h>
#include <stdint.h>

// scryptROMix on one block of 128 * r bytes, in place. n is a power of two, at most 2^31. 0 where memory ran out.
int cairn_scrypt_mix(uint8_t *block, size_t r, uint32_t n);
#endif
