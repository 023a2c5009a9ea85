"""Memory shared with the X server: pixels are read without copying them through a socket."""

import ctypes
from typing import Final

import numpy as np
from numpy.typing import NDArray

from customer_client.errors import CaptureError

IPC_PRIVATE: Final = 0
IPC_RMID: Final = 0
IPC_CREAT_OWNER_ONLY: Final = 0o1600
FAILED: Final = ctypes.c_void_p(-1).value


class SharedMemory:
    """System V shared memory: `id` names it to the X server, `bytes` is our view of it.

    Call `unlink` once the server has attached it: the memory then lives as long as its two users.
    """

    def __init__(self, size_bytes: int) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.shmget.argtypes = [ctypes.c_int, ctypes.c_size_t, ctypes.c_int]
        self._libc.shmat.restype = ctypes.c_void_p
        self._libc.shmat.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
        self._libc.shmdt.argtypes = [ctypes.c_void_p]
        self._libc.shmctl.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p]
        self.id: int = self._libc.shmget(IPC_PRIVATE, size_bytes, IPC_CREAT_OWNER_ONLY)
        if self.id < 0:
            raise CaptureError(f"No shared memory for the picture: error {ctypes.get_errno()}.")
        address = self._libc.shmat(self.id, None, 0)
        if address == FAILED:
            self.unlink()
            raise CaptureError(f"The picture's shared memory cannot be read: error {ctypes.get_errno()}.")
        self._address: int | None = address
        self.bytes: NDArray[np.uint8] = np.ctypeslib.as_array(
            (ctypes.c_uint8 * size_bytes).from_address(address)
        )

    def unlink(self) -> None:
        """Let the memory go when the last one lets go of it, even when this program is killed."""
        self._libc.shmctl(self.id, IPC_RMID, None)

    def close(self) -> None:
        """Detach. Views of `bytes` must not be touched any more."""
        if self._address is not None:
            self._libc.shmdt(self._address)
            self._address = None
